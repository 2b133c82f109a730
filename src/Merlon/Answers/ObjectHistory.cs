using System.Text.Json;
using Merlon.Attack;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>An object over the releases of a workspace, oldest first.</summary>
/// <param name="States">What it was in each, and what that changed.</param>
sealed record ObjectHistory(IReadOnlyList<HistoryState> States)
{
    /// <summary>The history of an object, the release that is shown among the others; null where there is only that one.</summary>
    public static ObjectHistory? Of(Workspace workspace, AttackRelease shown, AttackObject found, IProgress<WorkProgress> progress)
    {
        var states = workspace.HistoryOf(found.StixId, progress).ToDictionary(static state => state.Key, static state => state.Value, StringComparer.Ordinal);
        states[shown.Version] = ObjectState.Of(shown.Version, found);
        return states.Count < 2 ? null : Of([.. states.OrderBy(static state => Order(state.Key))]);
    }

    static ObjectHistory Of(IReadOnlyList<KeyValuePair<string, ObjectState?>> states)
    {
        List<HistoryState> history = [];
        ObjectState? before = null;
        foreach (var (release, state) in states)
        {
            history.Add(new HistoryState(release, state, ChangesOf(before, state, isFirst: history.Count == 0)));
            before = state ?? before;
        }

        return new ObjectHistory(history);
    }

    /// <summary>The history in one line; what happened in which release.</summary>
    public string Summary
    {
        get
        {
            var first = States.FirstOrDefault(static state => state.Object is not null);
            var since = first is null ? "in none" : first == States[0] ? $"in {first.Release} already" : $"since {first.Release}";
            var changes = States.SkipWhile(state => state != first).Skip(1).Where(static state => state.IsChange)
                .Select(static state => $"{state.Release}: {string.Join(", ", state.Changes)}");
            var latest = string.Join("; ", changes);
            return latest.Length == 0 ? $"{since}, unchanged up to {States[^1].Release}" : $"{since}; {latest}";
        }
    }

    /// <summary>Writes the summary, and every state when it was asked for.</summary>
    public void Write(Utf8JsonWriter json, bool isDetailed)
    {
        json.WriteString("history_summary", Summary);
        if (!isDetailed)
        {
            return;
        }

        json.WriteObjects("history", States, state =>
        {
            json.WriteString("release", state.Release);
            json.WriteBoolean("present", state.Object is not null);
            if (state.Object is { } there)
            {
                json.WriteString("id", there.Id);
                json.WriteString("name", there.Name);
                json.WriteString("version", there.Version);
                json.WriteDay("modified", DateOnly.FromDateTime(there.Modified.UtcDateTime));
                json.WriteBoolean("revoked", there.IsRevoked);
                json.WriteBoolean("deprecated", there.IsDeprecated);
            }

            json.WriteStrings("changes", state.Changes);
        });
    }

    static List<string> ChangesOf(ObjectState? before, ObjectState? now, bool isFirst)
    {
        if (now is null)
        {
            return [before is null ? "not there yet" : "no longer there"];
        }

        if (before is null)
        {
            return [isFirst ? "there already" : "first seen", .. StatusOf(now)];
        }

        List<string> changes = [];
        if (before.Id != now.Id)
        {
            changes.Add(before.Id.Length == 0 ? $"got the id {now.Id}" : $"id {before.Id} became {now.Id}");
        }

        if (before.Name != now.Name)
        {
            changes.Add($"renamed from {before.Name}");
        }

        if (before.Version != now.Version)
        {
            changes.Add($"version {before.Version} to {now.Version}");
        }

        if ((before.IsRevoked, before.IsDeprecated) != (now.IsRevoked, now.IsDeprecated))
        {
            changes.AddRange(StatusOf(now).DefaultIfEmpty("live again"));
        }

        if (changes.Count == 0)
        {
            changes.Add(before.Modified == now.Modified ? HistoryState.Unchanged : "modified");
        }

        return changes;
    }

    static IEnumerable<string> StatusOf(ObjectState state)
    {
        if (state.IsRevoked || state.IsDeprecated)
        {
            yield return state.IsRevoked ? "revoked" : "deprecated";
        }
    }

    // 9.0 comes before 18.1; what is no such number comes last, by its text.
    static (int Major, int Minor, string Text) Order(string version)
    {
        var parts = version.Split('.');
        return int.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var major)
            ? (major, parts.Length > 1 && int.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out var minor) ? minor : 0, version)
            : (int.MaxValue, 0, version);
    }
}

/// <summary>What an object was in one release.</summary>
/// <param name="Release">Its version.</param>
/// <param name="Object">The object; null where the release does not have it.</param>
/// <param name="Changes">What is different from the release before, in words.</param>
sealed record HistoryState(string Release, ObjectState? Object, IReadOnlyList<string> Changes)
{
    public const string Unchanged = "unchanged";

    public bool IsChange => Changes is not [Unchanged];
}
