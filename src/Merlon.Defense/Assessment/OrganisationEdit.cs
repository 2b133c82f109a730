using System.Text;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>
/// Changes the text of an <c>organisation.yaml</c> in place: comments, order and unknown keys survive, and what comes out is read again. A change after which the file reads worse is refused:
/// docs/design/organisation-editing.md.
/// </summary>
public static class OrganisationEdit
{
    // Warnings that say something of an entry that counts all the same.
    static readonly string[] Bearable = ["ORG003", "ORG004", "ORG027", "ORG029", "ORG031", "ORG032", "ORG033", "ORG042"];

    /// <summary>Makes changes one after the other; all of them, or none.</summary>
    /// <param name="text">The file.</param>
    /// <param name="edits">The changes, each for the text after the one before it.</param>
    /// <param name="context">What words are resolved against.</param>
    /// <param name="asOf">The day that is judged, or null.</param>
    public static OrganisationEdited Apply(string text, IReadOnlyList<YamlEdit> edits, OrganisationContext context, DateOnly? asOf)
    {
        var after = text;
        foreach (var edit in edits)
        {
            switch (YamlEditor.Apply(after, edit, ReadLimits.Default))
            {
                case YamlEdited.Done done:
                    after = done.Text;
                    break;
                case YamlEdited.Refused refused:
                    return new OrganisationEdited.Refused(refused.Why, []);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return Replace(text, after, context, asOf, [.. edits.Select(static edit => edit.Path.ToString())]);
    }

    /// <summary>Takes another text as a whole, under the same conditions.</summary>
    /// <param name="before">The file as it is; empty for none.</param>
    /// <param name="after">The file as it shall be.</param>
    /// <param name="context">What words are resolved against.</param>
    /// <param name="asOf">The day that is judged, or null.</param>
    /// <param name="earlier">A text that was the file once and whose paths may be named again; empty for none.</param>
    public static OrganisationEdited Replace(string before, string after, OrganisationContext context, DateOnly? asOf, string earlier = "") => Replace(before, after, context, asOf, [], earlier);

    static OrganisationEdited Replace(string before, string after, OrganisationContext context, DateOnly? asOf, IReadOnlyList<string> touched, string earlier = "")
    {
        var (was, now) = (Read(before, context, asOf), Read(after, context, asOf));
        var known = was.Diagnostics.GroupBy(KeyOf).ToDictionary(static same => same.Key, static same => same.Count());
        var fresh = now.Diagnostics.GroupBy(KeyOf).SelectMany(same => same.Skip(known.GetValueOrDefault(same.Key))).ToList();
        var worst = fresh.Find(static d => d.Severity == Severity.Error)
            ?? fresh.Find(d => d.Severity == Severity.Warning && !Bearable.Contains(d.Code, StringComparer.Ordinal) && touched.Any(path => IsWithin(d.Location.Path, path)));
        if (worst is not null || now.Value is null)
        {
            var advice = worst?.Advice is { } given ? $" ({given})" : "";
            return new OrganisationEdited.Refused(worst is null ? "the file could not be read afterwards" : $"{worst.Message}{(worst.Excerpt is { } excerpt ? $": {excerpt}" : "")}{advice}", fresh);
        }

        return OrganisationReach.Forbidden([before, earlier], after) is { } path
            ? new OrganisationEdited.Refused($"the path {OrganisationFields.Quoted(path)} leads out of the organisation's folder, or to hidden files: only the file itself, edited on the server, may name such a path", fresh)
            : new OrganisationEdited.Done(after, now.Value, fresh);
    }

    static Parsed<Organisation> Read(string text, OrganisationContext context, DateOnly? asOf)
        => text.Length == 0 ? new Parsed<Organisation>(null, []) : OrganisationFile.Read(Encoding.UTF8.GetBytes(text), OrganisationFile.FileName, context, ReadLimits.Default, asOf);

    static (string, string, string?) KeyOf(Diagnostic diagnostic) => (diagnostic.Code, diagnostic.Message, diagnostic.Excerpt);

    static bool IsWithin(string? path, string place)
        => path is not null && path.StartsWith(place, StringComparison.Ordinal) && (path.Length == place.Length || place.Length == 0 || path[place.Length] is '.' or '[');
}

/// <summary>What became of a change of an organisation file.</summary>
public abstract record OrganisationEdited
{
    OrganisationEdited() { }

    /// <summary>It can be saved.</summary>
    /// <param name="Text">The file.</param>
    /// <param name="Organisation">What it says.</param>
    /// <param name="Fresh">What is noticed now that was not noticed before.</param>
    public sealed record Done(string Text, Organisation Organisation, IReadOnlyList<Diagnostic> Fresh) : OrganisationEdited;

    /// <summary>It cannot.</summary>
    /// <param name="Why">One sentence without a full stop.</param>
    /// <param name="Fresh">What would be noticed that was not noticed before.</param>
    public sealed record Refused(string Why, IReadOnlyList<Diagnostic> Fresh) : OrganisationEdited;
}

/// <summary>
/// Which files an organisation file can make Merlon read. Whoever edits it from elsewhere may name files of the organisation's folder only: a path must not become a way to the server's own files.
/// Paths that somebody wrote on the server itself stay.
/// </summary>
static class OrganisationReach
{
    static readonly string[] Lists = ["rules", "telemetry", "mappings", "dettect", "maturity", "ledger", "benefit", "flows", "scenarios"];

    /// <summary>The first path of the text that was in none of those before and leads out of the folder, or null.</summary>
    public static string? Forbidden(IReadOnlyList<string> before, string after)
    {
        var known = before.SelectMany(PathsIn).ToHashSet(StringComparer.Ordinal);
        return PathsIn(after).FirstOrDefault(path => !known.Contains(path) && !IsInside(path));
    }

    /// <summary>True for a path that stays in the folder it is relative to, on every system, and names nothing hidden.</summary>
    public static bool IsInside(string path)
        => path.Length > 0 && path[0] is not ('/' or '\\' or '~') && !path.Contains(':', StringComparison.Ordinal) && !path.Any(char.IsControl)
            && path.Split('/', '\\').All(static part => part is "." or "" || part[0] != '.');

    static IEnumerable<string> PathsIn(string text)
        => YamlDocument.Read(Encoding.UTF8.GetBytes(text), "", ReadLimits.Default).Value is YamlNode.Mapping root
            ? Lists.SelectMany(key => root.TryFind(key, out var list) ? PathsOf(list) : [])
            : [];

    static IEnumerable<string> PathsOf(YamlNode list) => list switch
    {
        YamlNode.Sequence sequence => sequence.Items.SelectMany(PathsOf),
        YamlNode.Scalar scalar => [scalar.Text.Trim()],
        YamlNode.Mapping mapping => ((string[])["path", "flow"]).SelectMany(key => mapping.TryFind(key, out var value) && value is YamlNode.Scalar path ? (string[])[path.Text.Trim()] : []),
        _ => [],
    };
}
