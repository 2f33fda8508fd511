/// The labels of all series: each name and each value once, as numbers of 32 bits, and which series have them.
///
/// A label (a name with a value) has one number; a series is a set of such numbers (`LabelSets`). Names and labels that no
/// series has any more go with the last one, and their numbers are given anew.
struct LabelIndex: Sendable {
    struct Name: Sendable {
        let text: String
        /// The numbers of the labels with this name.
        var labels: [UInt32] = []
    }

    private(set) var names: [Name] = []
    private(set) var labels: [IndexedLabel] = []
    var sets = LabelSets()
    private var numbers: [String: UInt32] = [:]
    private var table = NumberTable()
    private var freeNames: [UInt32] = []
    private var freeLabels: [UInt32] = []
    /// Bytes of texts and lists.
    private(set) var partBytes = 0

    /// What an entry of the table of names costs: there are few.
    static let nameCost = 48

    /// Bytes of texts, lists and tables.
    var footprint: Int {
        partBytes + sets.footprint + table.footprint + Footprint.array(labels) + Footprint.array(names)
            + Footprint.array(freeLabels) + Footprint.array(freeNames)
    }

    /// The texts of all names, in no order.
    var nameTexts: [String] { Array(numbers.keys) }

    /// The number of a name that some series has.
    func number(ofName text: String) -> UInt32? { numbers[text] }

    /// The number of a label that some series has.
    func number(_ name: UInt32, _ value: String) -> UInt32? {
        table.find(Self.hash(name, value)) { labels[Int($0)].name == name && labels[Int($0)].value.hasBytes(of: value) }
    }

    /// The labels with a name: one for each value that some series has.
    func labels(ofName text: String) -> [UInt32] {
        numbers[text].map { names[Int($0)].labels } ?? []
    }

    /// Adds a series; where its set is.
    mutating func add(_ series: Labels, slot: UInt32) -> UInt32 {
        let place = sets.begin(series.pairs.count)
        for label in series.pairs { sets.append(add(label, slot)) }
        return place
    }

    /// Removes series, whose sets are at these places.
    mutating func remove(_ series: [(place: UInt32, slot: UInt32)]) {
        let gone = SlotSet(series.map(\.slot))
        var touched: Set<UInt32> = []
        for (place, _) in series {
            touched.formUnion(sets[place])
            sets.remove(at: place)
        }
        var unusedNames: Set<UInt32> = []
        for number in touched {
            partBytes -= labels[Int(number)].listFootprint
            labels[Int(number)].remove(gone)
            partBytes += labels[Int(number)].listFootprint
            guard labels[Int(number)].isUnused else { continue }
            unusedNames.insert(labels[Int(number)].name)
            forget(number)
        }
        for name in unusedNames { tidy(name) }
    }

    private mutating func add(_ label: Label, _ slot: UInt32) -> UInt32 {
        let name = numbers[label.name] ?? addName(label.name)
        if let known = number(name, label.value) {
            partBytes -= labels[Int(known)].listFootprint
            labels[Int(known)].insert(slot)
            partBytes += labels[Int(known)].listFootprint
            return known
        }
        let made = IndexedLabel(name: name, value: label.value, slot: slot)
        let number = freeLabels.popLast() ?? UInt32(truncatingIfNeeded: labels.count)
        if Int(number) < labels.count { labels[Int(number)] = made } else { labels.appendSparingly(made) }
        table.insert(number, Self.hash(name, label.value)) { [labels] in Self.hash(labels[Int($0)]) }
        partBytes += Footprint.text(label.value) - Footprint.array(names[Int(name)].labels)
        names[Int(name)].labels.appendSparingly(number)
        partBytes += Footprint.array(names[Int(name)].labels)
        return number
    }

    private mutating func addName(_ text: String) -> UInt32 {
        let number = freeNames.popLast() ?? UInt32(truncatingIfNeeded: names.count)
        if Int(number) < names.count {
            names[Int(number)] = Name(text: text)
        } else {
            names.appendSparingly(Name(text: text))
        }
        numbers[text] = number
        partBytes += Self.nameCost + Footprint.text(text)
        return number
    }

    /// Gives a label's number back.
    private mutating func forget(_ number: UInt32) {
        let label = labels[Int(number)]
        table.remove(number, Self.hash(label)) { [labels] in Self.hash(labels[Int($0)]) }
        partBytes -= Footprint.text(label.value)
        var blank = IndexedLabel(name: label.name, value: "", slot: 0)
        blank.remove(SlotSet([0]))
        labels[Int(number)] = blank
        freeLabels.append(number)
    }

    /// Takes a name's unused labels from its list, and the name with the last of them.
    private mutating func tidy(_ number: UInt32) {
        let name = names[Int(number)]
        let kept = name.labels.filter { !labels[Int($0)].isUnused }
        partBytes += Footprint.array(kept) - Footprint.array(name.labels)
        names[Int(number)].labels = kept
        guard kept.isEmpty else { return }
        numbers[name.text] = nil
        partBytes -= Self.nameCost + Footprint.text(name.text)
        names[Int(number)] = Name(text: "")
        freeNames.append(number)
    }

    private static func hash(_ label: IndexedLabel) -> Int { hash(label.name, label.value) }

    private static func hash(_ name: UInt32, _ value: String) -> Int {
        var hasher = Hasher()
        hasher.combine(name)
        hasher.combine(value)
        return hasher.finalize()
    }
}
