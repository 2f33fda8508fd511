// Tests of OpsMQTT.
