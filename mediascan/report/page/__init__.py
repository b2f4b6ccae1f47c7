"""What a reader is told, before it becomes HTML, Markdown or terminal text.

`build.page_of` turns the predicate of a statement into a `Page`: sentences, numbers with units and
names, all of it safe to show. A renderer adds only its own markup, so all renderings say the same.
"""
