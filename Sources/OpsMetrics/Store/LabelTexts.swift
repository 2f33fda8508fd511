/// The texts of a store's labels as they were at one moment: what a query reads names and values from without making
/// texts of every series' labels.
///
/// It holds the store's own arrays; while it lives, a new series makes the store copy them. So it goes with its query.
final class LabelTexts: Sendable {
    private let names: [LabelIndex.Name]
    private let labels: [IndexedLabel]
    private let sets: LabelSets

    init(_ index: LabelIndex) {
        (names, labels, sets) = (index.names, index.labels, index.sets)
    }

    /// How many labels the series at a place has.
    func count(at place: UInt32) -> Int { sets[place].count }

    /// The value of a label of the series at a place; nil where it has none.
    func value(at place: UInt32, of name: String) -> String? {
        for number in sets[place] where names[Int(labels[Int(number)].name)].text == name {
            return labels[Int(number)].value
        }
        return nil
    }

    /// The labels of the series at a place.
    func pairs(at place: UInt32) -> [Label] {
        sets[place].map { number in
            let label = labels[Int(number)]
            return Label(name: names[Int(label.name)].text, value: label.value)
        }
    }
}
