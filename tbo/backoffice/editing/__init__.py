"""Landing pages as marketers make them: the editor, versions and their differences, publishing, preview, pictures."""
