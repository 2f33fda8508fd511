extension Evaluation {
    /// Arithmetic or comparison between two vectors: at each time each series of the many side finds its one partner.
    func match(
        _ binary: BinaryOperation, _ left: VectorColumns, _ right: VectorColumns, _ place: SourcePlace
    ) throws -> VectorColumns {
        var matcher = VectorMatcher(binary, left, right, self, place)
        return try matcher.matched()
    }
}
