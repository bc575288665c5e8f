# Windows: sets up what Python can, scans sample_cards and writes contacts.vcf.
# Run it in the project's folder:  powershell -ExecutionPolicy Bypass -File scripts\demo.ps1
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")
if (-not (Get-Command tesseract -ErrorAction SilentlyContinue)) {
    Write-Host "Tesseract is missing. Install it, with the script Latin and the language German:"
    Write-Host "  winget install UB-Mannheim.TesseractOCR"
    Write-Host "and add its folder, C:\Program Files\Tesseract-OCR, to PATH."
    exit 3
}
if (-not (Test-Path ".venv")) { py -3 -m venv .venv }
& .venv\Scripts\python -m pip install --quiet -e ".[rapidocr]"
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
& .venv\Scripts\python -m cardscan scan sample_cards --out contacts.vcf
# The samples hold a broken picture on purpose, so "done, but some inputs failed" (1) is success.
if ($LASTEXITCODE -gt 1) { exit $LASTEXITCODE }
Write-Host "contacts.vcf is ready. Next: .venv\Scripts\cardscan scan PHOTOS --into my-contacts.vcf"
