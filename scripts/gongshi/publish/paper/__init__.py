"""Paper that offices use: certificate, passbook page, sign sheet, posted notice, annual report.

Each is an A4 page as HTML, which any browser prints, and as PDF. It is made for whoever has the
repository and written outside Git; the site never holds it.
"""
