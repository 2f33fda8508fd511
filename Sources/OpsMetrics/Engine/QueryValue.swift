/// The answer to a query.
public enum QueryValue: Sendable, Hashable {
    /// One number.
    case scalar(Double)
    /// One value a series, all at the query's time.
    case vector([Sample])
    /// Several samples a series: the answer to a range query or a range selector.
    case matrix([Series])
    /// A text.
    case string(String)
}
