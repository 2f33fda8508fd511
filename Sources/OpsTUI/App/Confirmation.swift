/// A question that a second, distinct key answers: `y` does it, anything else leaves it.
struct Confirmation: Equatable, Sendable {
    enum Subject: Equatable, Sendable {
        case resolveIncident(Int64)
        case resolveAlert(id: String, name: String)
        case reloadKeys
        case quit
    }

    var subject: Subject
    /// What is about to happen.
    var question: String
    /// What follows from it; may be empty.
    var consequence: String
}
