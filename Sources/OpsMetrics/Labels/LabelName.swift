/// What may be the name of a label since Prometheus 3.
public enum LabelName {
    /// Whether a text may name a label: any UTF-8 but the empty text. Names beyond `[a-zA-Z_][a-zA-Z0-9_]*` are written in
    /// quotes.
    public static func isValid(_ name: String) -> Bool { !name.isEmpty }
}
