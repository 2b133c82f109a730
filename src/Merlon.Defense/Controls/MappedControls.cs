using Merlon.Assessment;

namespace Merlon.Controls;

/// <summary>
/// The controls that a file names. Ids that differ in spelling only (<c>AC-02</c>, <c>ac-2</c>) are one control, written as the
/// file writes it most often.
/// </summary>
sealed class MappedControls
{
    readonly Dictionary<string, Entry> byKey = new(StringComparer.Ordinal);

    /// <summary>Notes that a row names a control; returns by what it is found again.</summary>
    public string Add(string id, string title, string group)
    {
        var key = ControlKey.Of(id);
        if (!byKey.TryGetValue(key, out var entry))
        {
            byKey.Add(key, entry = new Entry());
        }

        entry.Spellings[id] = entry.Spellings.GetValueOrDefault(id) + 1;
        entry.Title = entry.Title.Length == 0 ? title : entry.Title;
        entry.Group = entry.Group.Length == 0 ? group : entry.Group;
        return key;
    }

    public string SpellingOf(string key) => byKey[key].Spelling;

    public IReadOnlyList<MappedControl> ToList()
    {
        var list = byKey.Values.Select(static entry => new MappedControl(entry.Spelling, entry.Title, entry.Group)).ToArray();
        Array.Sort(list, static (left, right) => ControlOrder.Compare(left.Id, right.Id));
        return list;
    }

    sealed class Entry
    {
        string? spelling;

        public Dictionary<string, int> Spellings { get; } = new(StringComparer.Ordinal);

        public string Title { get; set; } = "";

        public string Group { get; set; } = "";

        // asked for only when all rows are read
        public string Spelling => spelling ??= Spellings.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).First().Key;
    }
}
