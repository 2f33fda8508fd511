extension MetricsText {
    /// Hands each sample of a text to `body` without building anything: for scrapes.
    ///
    /// The sample is valid only inside `body`. Lines are checked against the grammar; what only several lines together
    /// show is left to `parse`.
    ///
    /// - Throws: `MetricsTextError` at the first line the format does not allow; samples before it were handed out, so
    ///   a caller that must take all or nothing keeps them back until this returns.
    public static func forEachSample(
        in text: UnsafeBufferPointer<UInt8>, format: ExpositionFormat, _ body: (ExpositionSample) -> Void
    ) throws(MetricsTextError) {
        var reader = ExpositionReader(text, format: format)
        while let line = try reader.next() {
            if case .sample(let sample) = line { body(sample) }
        }
    }
}
