// Tests of OpsTUI.
