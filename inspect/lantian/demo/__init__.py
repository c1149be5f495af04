"""The demo city: invented places, people and visits in Luoyang, made through the real acts. Opens only in demo mode."""
