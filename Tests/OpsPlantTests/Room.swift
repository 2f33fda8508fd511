// Tests of OpsPlant.
