"""The suite that runs: its module, the mode, and the test that is running."""
module = None
mode = ''
running = ''
