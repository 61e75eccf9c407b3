"""What the instruments share: texts that people type, catalogues' origins, workbooks that come back filled in."""
