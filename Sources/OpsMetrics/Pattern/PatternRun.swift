/// One simulation of a compiled pattern with its groups: all the ways it could match so far, in order of preference.
struct PatternRun {
    let program: [PatternStep]
    let slotCount: Int

    private struct Thread {
        var step: Int
        var slots: [Int]
    }

    /// The capture slots of the preferred match of the whole subject, or nil.
    func match(_ subject: [Unicode.Scalar]) -> [Int]? {
        var current: [Thread] = []
        var seen = [Int](repeating: -1, count: program.count)
        // Nobody bounds it: the subject is a label's value.
        var work = 0
        add(Thread(step: 0, slots: [Int](repeating: -1, count: slotCount)), at: 0, subject, &seen, &current, &work)
        for (place, scalar) in subject.enumerated() {
            var next: [Thread] = []
            for thread in current where program[thread.step].takes(scalar) {
                add(Thread(step: thread.step + 1, slots: thread.slots), at: place + 1, subject, &seen, &next, &work)
            }
            guard !next.isEmpty else { return nil }
            current = next
        }
        for thread in current {
            if case .match = program[thread.step] { return thread.slots }
        }
        return nil
    }

    /// The slots of the leftmost match, of those the preferred one, that begins at `start` or later; nil where there is
    /// none. `work` falls by one for each step walked; where it is spent, the search ends with nil.
    func search(_ subject: [Unicode.Scalar], from start: Int, work: inout Int) -> [Int]? {
        var (current, found): ([Thread], [Int]?) = ([], nil)
        var seen = [Int](repeating: -1, count: program.count)
        // Clearing some steps' marks takes as long as walking one.
        work -= program.count / 32
        let fresh = [Int](repeating: -1, count: slotCount)
        for place in start...subject.count {
            if found == nil {
                var slots = fresh
                slots[0] = place
                add(Thread(step: 0, slots: slots), at: place, subject, &seen, &current, &work)
            } else if current.isEmpty {
                break
            }
            work -= 1
            guard work > 0 else { return nil }
            var next: [Thread] = []
            for thread in current {
                if case .match = program[thread.step] {
                    // What comes after it in the list is preferred less.
                    found = thread.slots
                    found?[1] = place
                    break
                }
                guard place < subject.count, program[thread.step].takes(subject[place]) else { continue }
                add(Thread(step: thread.step + 1, slots: thread.slots), at: place + 1, subject, &seen, &next, &work)
            }
            current = next
        }
        return found
    }

    /// Follows the steps that take no character. An explicit stack, because a pattern may be thousands of steps long.
    private func add(
        _ thread: Thread, at place: Int, _ subject: [Unicode.Scalar], _ seen: inout [Int], _ list: inout [Thread],
        _ work: inout Int
    ) {
        var stack = [thread]
        while var thread = stack.popLast() {
            work &-= 1
            guard seen[thread.step] != place else { continue }
            seen[thread.step] = place
            switch program[thread.step] {
            case .jump(let target):
                stack.append(Thread(step: target, slots: thread.slots))
            case .split(let first, let second):
                stack.append(Thread(step: second, slots: thread.slots))
                stack.append(Thread(step: first, slots: thread.slots))
            case .save(let slot):
                if slot < thread.slots.count { thread.slots[slot] = place }
                stack.append(Thread(step: thread.step + 1, slots: thread.slots))
            case .assertion(let assertion):
                let before = place > 0 ? subject[place - 1] : nil
                let after = place < subject.count ? subject[place] : nil
                guard assertion.holds(before: before, after: after) else { continue }
                stack.append(Thread(step: thread.step + 1, slots: thread.slots))
            case .scalar, .set, .match:
                list.append(thread)
            }
        }
    }
}
