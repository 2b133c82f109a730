using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary>The words of a command line as subjects of a layer.</summary>
static class LayerSubjects
{
    /// <summary>Looks each word up; null, and why on the error stream, when one is not found or touches no technique.</summary>
    public static List<LayerSubject>? Find(Terminal terminal, IEnumerable<string> words, AttackRelease release)
    {
        var subjects = new List<LayerSubject>();
        foreach (var word in words)
        {
            if (Find(terminal, word, release) is not { } found)
            {
                return null;
            }

            if (LayerSubject.Of(found, release) is not { } subject)
            {
                Failure.Refuse(terminal, $"{found} touches no technique by itself", "Layers are made from groups, campaigns, software, mitigations, data components, assets, tactics and techniques.");
                return null;
            }

            subjects.Add(subject);
        }

        return subjects;
    }

    /// <summary>Looks log sources up by name; null, and why on the error stream, when no analytic reads one.</summary>
    public static List<LayerSubject>? FindLogSources(Terminal terminal, IEnumerable<string> names, AttackRelease release)
    {
        var subjects = new List<LayerSubject>();
        foreach (var name in names)
        {
            if (LayerSubject.OfLogSource(name, release) is not { } subject)
            {
                var known = release.All<Analytic>().SelectMany(static analytic => analytic.LogSources).Select(static reference => reference.LogSource.Name).Distinct(StringComparer.Ordinal);
                var meant = Documents.Spelling.Nearest(name, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                Failure.Refuse(terminal, $"no analytic of ATT&CK {release.Version} reads a log source '{name}'{meant}");
                return null;
            }

            subjects.Add(subject);
        }

        return subjects;
    }

    static AttackObject? Find(Terminal terminal, string word, AttackRelease release)
    {
        switch (ObjectLookup.Of(release, word))
        {
            case ObjectLookup.Found { Object.IsLive: true } found:
                return found.Object;
            case ObjectLookup.Found found:
                Failure.Refuse(
                    terminal, $"{found.Object} was {(found.Object.IsRevoked ? "revoked" : "deprecated")}",
                    release.Lineage.SuccessorOf(found.Object) is { } successor ? $"It is {successor} now." : null);
                return null;
            case ObjectLookup.Several several:
                Failure.Refuse(terminal, $"'{word}' is the name of several: {string.Join(", ", several.Objects.Select(static one => one.ToString()))}", "Name one by its id.");
                return null;
            case ObjectLookup.Moved moved:
                Failure.Refuse(terminal, $"{word} is {string.Join(", ", moved.Techniques.Select(static one => one.ToString()))} in ATT&CK {release.Version}");
                return null;
            case ObjectLookup.Unknown unknown:
                Failure.Refuse(terminal, $"nothing in ATT&CK {release.Version} is called '{word}'{(unknown.Nearest is { } nearest ? $"; did you mean '{nearest}'?" : "")}");
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
