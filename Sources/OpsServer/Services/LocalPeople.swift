import Foundation
import OpsCore

/// The people on the Unix socket, by the kernel's word: who they are and what they may do.
///
/// The account database is asked once a user, also about one who is refused; a group that is given or taken counts from the next reload of the keys.
final class LocalPeople: Sendable {
    private struct Person: Hashable, Sendable {
        var uid: UInt32
        var gid: UInt32
    }

    /// Users that are remembered at once.
    private static let limit = 1024

    private let known = Guarded<[Person: Result<Caller, Refusal>]>([:])
    private let account: @Sendable (LocalPeer) -> LocalAccount

    /// - Parameter account: asks the account database; tests put their own in its place.
    init(account: @escaping @Sendable (LocalPeer) -> LocalAccount = { LocalAccount(uid: $0.uid, gid: $0.gid) }) {
        self.account = account
    }

    /// The caller at the other end of the socket.
    ///
    /// - Throws: ``Refusal`` with `FORBIDDEN` for one who is in neither of the groups.
    func caller(_ peer: LocalPeer) throws(Refusal) -> Caller {
        let person = Person(uid: peer.uid, gid: peer.gid)
        if let verdict = known.with({ $0[person] }) { return try verdict.get() }
        let verdict = ask(person)
        known.with { if $0.count < Self.limit { $0[person] = verdict } }
        return try verdict.get()
    }

    /// Asks the account database anew about everyone who is known; it may take its time.
    func renew() {
        for person in known.with({ Array($0.keys) }) {
            let verdict = ask(person)
            known.with { $0[person] = verdict }
        }
    }

    private func ask(_ person: Person) -> Result<Caller, Refusal> {
        let account = account(LocalPeer(uid: person.uid, gid: person.gid, pid: 0))
        guard let role = LocalRole.role(uid: person.uid, serverUser: getuid(), groups: account.groups) else {
            return .failure(
                Refusal(
                    .forbidden,
                    "The user \(account.name) is in neither of the groups \(LocalRole.operatorGroup) and "
                        + "\(LocalRole.viewerGroup); an admin of this host can add them, then reload the keys."))
        }
        return .success(Caller(identity: .local(user: account.name), role: role))
    }
}
