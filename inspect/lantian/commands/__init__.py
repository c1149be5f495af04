"""The commands of ``flask lantian``, one file per subject. They speak to a terminal and call acts; they decide nothing."""
