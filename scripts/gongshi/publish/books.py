"""Books, by the name under which this room knows them: `records.books`."""

from gongshi.records.books import MOST, Book, Key, books_of, name_of, when

__all__ = ["MOST", "Book", "Key", "books_of", "name_of", "when"]
