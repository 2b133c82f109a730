using Merlon.Authoring;

namespace Merlon.Answers;

/// <summary>An entry that a change added, changed or removed.</summary>
/// <param name="Verb"><c>added</c>, <c>changed</c>, <c>removed</c>.</param>
/// <param name="Entry">The entry after it, or as it was.</param>
sealed record OwnDifference(string Verb, OwnEntry Entry)
{
    public static IReadOnlyList<OwnDifference> Between(OwnCollection? before, OwnCollection after)
    {
        List<OwnDifference> found = [];
        foreach (var entry in after.Entries)
        {
            if (before is null || !before.TryFind(entry.StixId, out var earlier))
            {
                found.Add(new OwnDifference("added", entry));
            }
            else if (!string.Equals(earlier.Json, entry.Json, StringComparison.Ordinal) || !earlier.Conflicts.SequenceEqual(entry.Conflicts))
            {
                found.Add(new OwnDifference("changed", entry));
            }
        }

        found.AddRange((before?.Entries ?? []).Where(entry => !after.TryFind(entry.StixId, out _)).Select(static entry => new OwnDifference("removed", entry)));
        return found;
    }
}
