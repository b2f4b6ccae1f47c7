"""WARC: what a web crawl keeps, one record after another."""
