using Merlon.Attack;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Knowledge;

/// <summary>What the page of an object shows.</summary>
public sealed class ObjectSheet
{
    ObjectSheet(AttackRelease release, AttackObject found, string kind, KnowledgeHref href, string body)
    {
        Release = release;
        Object = found;
        Kind = kind;
        Href = href;
        Body = body;
    }

    internal AttackRelease Release { get; }

    internal AttackObject Object { get; }

    /// <summary>Such as <c>Sub-technique of T1059 Command and Scripting Interpreter</c>.</summary>
    internal string Kind { get; }

    internal KnowledgeHref Href { get; }

    /// <summary>Everything that the release says, as HTML of our own making.</summary>
    internal string Body { get; }

    internal ForUs? ForUs { get; init; }

    /// <summary>Releases that can be looked at instead: version and whether it is this one.</summary>
    internal IReadOnlyList<StoredRelease> Releases { get; private init; } = [];

    /// <summary>Where a dead object lives on.</summary>
    internal IReadOnlyList<AttackObject> Successors { get; init; } = [];

    /// <summary>Makes the sheet; what does not hang on who asks is made once.</summary>
    internal static ObjectSheet Of(KnowledgeShelf shelf, OpenRelease open, AttackObject found, Words words, Standing? standing)
    {
        var href = new KnowledgeHref(open.Release, open.Asked);
        var body = open.Kept.Get($"body {words.Language} {standing?.Tag} {found.StixId}", () =>
        {
            var page = ObjectPage.Of(open.Release, found);
            return ObjectBody.Of(page, HistoryOf(shelf, open, found), href, words, LogSourceStates.Of(standing));
        });
        var kind = open.Kept.Get("kind " + found.StixId, () => KindOf(open.Release, found));
        return new ObjectSheet(open.Release, found, kind, href, body)
        {
            ForUs = ForUs.Of(standing, found),
            Releases = shelf.Served.Read(static workspace => workspace.ListReleases()),
            Successors = [.. open.Release.From(found).Where(static r => r.Is(RelationshipTypes.RevokedBy)).Select(static r => r.Target)],
        };
    }

    /// <summary>What the releases of the workspace have of an object; null where there is only one.</summary>
    internal static ObjectHistory? HistoryOf(KnowledgeShelf shelf, OpenRelease open, AttackObject found)
        => shelf.Served.Read(workspace => ObjectHistory.Of(workspace, open.Release, found, new Silence()));

    static string KindOf(AttackRelease release, AttackObject found)
    {
        var state = found.IsRevoked ? "revoked " : found.IsDeprecated ? "deprecated " : "";
        var parent = found is Technique technique && release.ParentOf(technique) is { } above ? $" of {above}" : "";
        var what = $"{state}{(found is Technique ? ObjectKind.NameOf(found) : ObjectKind.InWords(ObjectKind.NameOf(found)))}{parent}";
        return char.ToUpperInvariant(what[0]) + what[1..];
    }

    sealed class Silence : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
        }
    }
}
