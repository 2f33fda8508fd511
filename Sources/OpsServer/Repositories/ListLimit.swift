import OpsStorage

/// The bound of every list: a caller's wish, cut to what one answer may hold.
enum ListLimit {
    /// Rows in one list at most.
    static let most = 1_000

    /// `wanted`, at least 1 and at most ``most``, as a statement's argument.
    static func argument(_ wanted: Int) -> SQLValue { .integer(Int64(min(max(wanted, 1), most))) }
}
