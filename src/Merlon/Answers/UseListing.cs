using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Answers;

/// <summary>Which live group uses which live technique in a release, direct and inherited told apart.</summary>
/// <param name="Release">The release.</param>
/// <param name="Domains">The only domains that count; none for all.</param>
/// <param name="Pairs">Pairs by group id, then technique id.</param>
sealed record UseListing(AttackRelease Release, IReadOnlyList<string> Domains, IReadOnlyList<GroupTechnique> Pairs)
{
    /// <summary>What the pairs are called.</summary>
    public const string Uses = "uses";

    static readonly IReadOnlyList<ListColumn<GroupTechnique>> Columns =
    [
        new("group", "group", static pair => pair.Group.Id, IsOnPage: true, WidthChars: 8),
        new("group_name", "", static pair => pair.Group.Name, IsOnPage: true, WidthChars: 30),
        new("technique", "technique", static pair => pair.Technique.Id, IsOnPage: true, WidthChars: 12),
        new("technique_name", "", static pair => pair.Technique.Name, IsOnPage: true, WidthChars: 40),
        new("direct", "direct", static pair => pair.IsDirect, WidthChars: 8),
        new("via", "via", static pair => new ListValue.Several([.. pair.Via.Select(static campaign => campaign.Id)]), WidthChars: 20),
        new("how", "how", static pair => pair.IsDirect ? "direct" : $"inherited from {string.Join(", ", pair.Via.Select(static campaign => campaign.Id))}", IsOnPage: true, WidthChars: 30),
    ];

    /// <summary>Pairs that the release states of the group itself.</summary>
    public int Direct { get; } = Pairs.Count(static pair => pair.IsDirect);

    public ListTable<GroupTechnique> Table => new(Uses, Columns, Pairs);

    /// <summary>Lists the pairs; in a domain counts what that domain's bundle states. No groups or techniques mean all.</summary>
    public static UseListing Of(AttackRelease release, IReadOnlyList<string> domains, IReadOnlyCollection<Group> groups, IReadOnlyCollection<Technique> techniques)
    {
        List<GroupTechnique> pairs = [];
        foreach (var group in release.All<Group>().Where(group => group.IsLive && (groups.Count == 0 || groups.Contains(group))))
        {
            foreach (var use in release.TechniquesOf(group).Where(use => techniques.Count == 0 || techniques.Contains(use.Technique)))
            {
                var isDirect = use.Direct is { } direct && IsIn(direct.Domains, domains);
                List<AttackObject> via = [.. use.Inherited.Where(statement => IsIn(statement.Domains, domains)).Select(static statement => statement.Source).Distinct()];
                if (isDirect || via.Count > 0)
                {
                    pairs.Add(new GroupTechnique(group, use.Technique, isDirect, via));
                }
            }
        }

        return new UseListing(release, domains, pairs);
    }

    /// <summary>As JSON.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("release", Release.Version);
        json.WriteStrings("domains", Domains.Count == 0 ? Release.Domains : Domains);
        json.WriteNumber("direct", Direct);
        json.WriteNumber("inherited_only", Pairs.Count - Direct);
        json.WriteNumber("with_inherited", Pairs.Count);
        json.WriteObjects("uses", Pairs, pair =>
        {
            json.WriteString("group", pair.Group.Id);
            json.WriteString("technique", pair.Technique.Id);
            json.WriteBoolean("direct", pair.IsDirect);
            json.WriteStrings("via", pair.Via.Select(static campaign => campaign.Id));
        });
        json.WriteEndObject();
    }

    static bool IsIn(IReadOnlyList<string> domains, IReadOnlyList<string> wanted) => wanted.Count == 0 || domains.Any(wanted.Contains);
}

/// <summary>That a group uses a technique.</summary>
/// <param name="Group">The group.</param>
/// <param name="Technique">The technique.</param>
/// <param name="IsDirect">True when the release says it of the group itself.</param>
/// <param name="Via">Attributed campaigns that used it.</param>
sealed record GroupTechnique(Group Group, Technique Technique, bool IsDirect, IReadOnlyList<AttackObject> Via);
