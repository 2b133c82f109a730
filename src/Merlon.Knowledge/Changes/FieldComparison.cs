using System.Text;
using System.Text.Json;

namespace Merlon.Changes;

/// <summary>Compares two states of one object field by field.</summary>
static class FieldComparison
{
    /// <summary>The one list of ATT&amp;CK whose order is published knowledge: the columns of a matrix.</summary>
    const string OrderedField = "tactic_refs";

    public static List<FieldChange> Of(PublishedObject old, PublishedObject @new)
    {
        var changes = new List<FieldChange>();
        if (!old.WholeUtf8.SequenceEqual(@new.WholeUtf8))
        {
            Compare("", JsonTree.Of(old.Published.Json), JsonTree.Of(@new.Published.Json), changes);
        }

        return changes;
    }

    static void Compare(string prefix, JsonTree old, JsonTree @new, List<FieldChange> changes)
    {
        foreach (var name in old.Members.Keys.Union(@new.Members.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var field = prefix + name;
            if (!old.Members.TryGetValue(name, out var before))
            {
                changes.Add(new FieldChange.Appeared(field, @new.Members[name].Shown()));
            }
            else if (!@new.Members.TryGetValue(name, out var after))
            {
                changes.Add(new FieldChange.Vanished(field, before.Shown()));
            }
            else
            {
                CompareField(field, before, after, changes);
            }
        }
    }

    static void CompareField(string field, JsonTree before, JsonTree after, List<FieldChange> changes)
    {
        if (before.Kind == JsonTokenType.StartObject && after.Kind == JsonTokenType.StartObject)
        {
            Compare(field + ".", before, after, changes);
        }
        else if (before.Kind == JsonTokenType.StartArray && after.Kind == JsonTokenType.StartArray)
        {
            CompareLists(field, before, after, changes);
        }
        else if (before.Kind != after.Kind || before.Kind is JsonTokenType.StartArray or JsonTokenType.StartObject || !IsSame(before.Scalar, after.Scalar))
        {
            changes.Add(new FieldChange.Replaced(field, before.Shown(), after.Shown()));
        }
    }

    // Two spellings of one moment are no change: releases of different years differ in their fractions of a second.
    static bool IsSame(string before, string after)
        => string.Equals(before, after, StringComparison.Ordinal)
            || (LooksLikeMoment(before) && LooksLikeMoment(after) && Classification.IsSameMoment(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after)));

    static bool LooksLikeMoment(string text) => text.Length is >= 20 and <= 40 && text[4] == '-' && text[7] == '-' && text[10] == 'T';

    static void CompareLists(string field, JsonTree before, JsonTree after, List<FieldChange> changes)
    {
        List<string> olds = [.. before.Items.Select(static item => item.Canonical())];
        List<string> news = [.. after.Items.Select(static item => item.Canonical())];
        var (dropped, added) = (Without(before.Items, olds, news), Without(after.Items, news, olds));
        if (dropped.Count > 0 || added.Count > 0)
        {
            changes.Add(new FieldChange.Items(field, dropped, added));
        }
        else if (string.Equals(field, OrderedField, StringComparison.Ordinal) && !olds.SequenceEqual(news, StringComparer.Ordinal))
        {
            changes.Add(new FieldChange.Reordered(field, before.TextItems(), after.TextItems()));
        }
    }

    /// <summary>Items that the other list has not, or has fewer times.</summary>
    static List<string> Without(IReadOnlyList<JsonTree> items, List<string> canonical, List<string> others)
    {
        var left = others.CountBy(static one => one, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var without = new List<string>();
        for (var i = 0; i < canonical.Count; i++)
        {
            if (left.GetValueOrDefault(canonical[i]) is > 0 and var count)
            {
                left[canonical[i]] = count - 1;
            }
            else
            {
                without.Add(items[i].Shown());
            }
        }

        return without;
    }
}
