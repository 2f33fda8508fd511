/// The program's version, as `--version`, `/health` and the stream name it.
public enum OpsVersion {
    public static let current = "0.1.0"
}
