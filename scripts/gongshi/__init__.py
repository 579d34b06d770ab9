"""Gongshi 公示: a volunteer programme's public record, kept in Git, checked, tallied, published."""

__version__ = "0.1.0"
