"""The intake room: new records, the dictionary of the data, and a county made up to show both."""
