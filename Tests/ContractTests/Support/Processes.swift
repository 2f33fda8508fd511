import Foundation

/// Processes as the kernel lists them.
enum Processes {
    /// The ids of a process' children.
    static func children(of parent: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { self.parent(of: $0) == parent }
    }

    /// Whether a process is there and no zombie.
    static func isAlive(_ pid: pid_t) -> Bool { state(of: pid).map { $0 != "Z" && $0 != "X" } ?? false }

    /// Fields 3 and 4 of proc(5)'s `stat`, behind the name, which may hold anything.
    private static func fields(_ pid: pid_t) -> [Substring] {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func state(of pid: pid_t) -> Substring? { fields(pid).first }
    private static func parent(of pid: pid_t) -> pid_t? { fields(pid).dropFirst().first.flatMap { pid_t($0) } }
}
