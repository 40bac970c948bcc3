"""Exchange with other tools: inputs as JSON lines, imported and exported predictions.

- `inputs.py`: `write_inputs`, the examples of a suite as JSON lines;
- `importing.py`: `import_predictions`, a folder of predictions as a submission;
- `exporting.py`: `export_predictions`, a submission in XTREME's layout;
- `describing.py`: `describe`, another description of a submission;
- `merging.py`: `merge`, several submissions as one.
"""
