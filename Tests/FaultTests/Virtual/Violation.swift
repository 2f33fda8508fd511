/// A promise that was broken.
struct Violation: CustomStringConvertible {
    enum Kind: String {
        case late, doubled, falselyConfirmed, wrongValve, wrongMovement, staleView, forbidden, outOfOrder
        case actedAfterItsEnd, sentTwice, sentAfterLinkLoss, sentLate, notDurable, conditionIgnored, neverEnded
    }

    var kind: Kind
    var at: Int64
    var text: String

    var description: String { "\(kind.rawValue) at \(at) ms: \(text)" }
}
