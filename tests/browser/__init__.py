"""The built site read in Chromium. A package, so that Chromium is closed before other tests run."""
