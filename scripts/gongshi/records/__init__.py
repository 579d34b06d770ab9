"""The reading room: YAML in and out, guarded, judged by shape, and laid out in tables.

Three rings stand before a table: bytes (`guards`), language (`parse`) and shape (`shape`). A file
that fails a ring does not enter the next. `load` walks `records/` through all of them.
"""
