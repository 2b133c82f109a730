using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>Which live group uses which live technique in a release, direct and inherited told apart.</summary>
/// <param name="Release">The release.</param>
/// <param name="Domain">The only domain that counts, or null for all.</param>
/// <param name="Pairs">Pairs by group id, then technique id.</param>
sealed record UseListing(AttackRelease Release, string? Domain, IReadOnlyList<GroupTechnique> Pairs)
{
    /// <summary>Pairs that the release states of the group itself.</summary>
    public int Direct { get; } = Pairs.Count(static pair => pair.IsDirect);

    /// <summary>Lists the pairs; in a domain counts what that domain's bundle states.</summary>
    public static UseListing Of(AttackRelease release, string? domain)
    {
        List<GroupTechnique> pairs = [];
        foreach (var group in release.All<Group>().Where(static group => group.IsLive))
        {
            foreach (var use in release.TechniquesOf(group))
            {
                var isDirect = use.Direct is { } direct && IsIn(direct.Domains, domain);
                List<AttackObject> via = [.. use.Inherited.Where(statement => IsIn(statement.Domains, domain)).Select(static statement => statement.Source).Distinct()];
                if (isDirect || via.Count > 0)
                {
                    pairs.Add(new GroupTechnique(group, use.Technique, isDirect, via));
                }
            }
        }

        return new UseListing(release, domain, pairs);
    }

    public static int Print(Terminal terminal, UseListing uses, bool asJson)
    {
        if (asJson)
        {
            PrintJson(terminal, uses);
            return ExitCode.Success;
        }

        var table = new TextTable
        {
            Columns = [new("group"), new("", IsFlexible: true), new("technique"), new("", IsFlexible: true), new("how", IsFlexible: true)],
            Indent = 0,
        };
        foreach (var pair in uses.Pairs)
        {
            var how = pair.IsDirect ? "direct" : $"inherited from {string.Join(", ", pair.Via.Select(static campaign => campaign.Id))}";
            table.Add(pair.Group.Id, SafeText.Line(pair.Group.Name), pair.Technique.Id, SafeText.Line(pair.Technique.Name), SafeText.Line(how));
        }

        var page = new Page(terminal);
        page.Table(table);
        page.Blank();
        page.Paragraph(SafeText.Line($"Pairs of group and technique in ATT&CK {uses.Release.Version} ({uses.Domain ?? string.Join(", ", uses.Release.Domains)}):"));
        page.Paragraph($"{Page.Count(uses.Direct)} direct, {Page.Count(uses.Pairs.Count)} with those inherited from attributed campaigns");
        return ExitCode.Success;
    }

    static void PrintJson(Terminal terminal, UseListing uses) => JsonText.Print(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("release", uses.Release.Version);
        json.WriteStrings("domains", uses.Domain is { } domain ? [domain] : uses.Release.Domains);
        json.WriteNumber("direct", uses.Direct);
        json.WriteNumber("inherited_only", uses.Pairs.Count - uses.Direct);
        json.WriteNumber("with_inherited", uses.Pairs.Count);
        json.WriteObjects("uses", uses.Pairs, pair =>
        {
            json.WriteString("group", pair.Group.Id);
            json.WriteString("technique", pair.Technique.Id);
            json.WriteBoolean("direct", pair.IsDirect);
            json.WriteStrings("via", pair.Via.Select(static campaign => campaign.Id));
        });
        json.WriteEndObject();
    });

    static bool IsIn(IReadOnlyList<string> domains, string? domain) => domain is null || domains.Contains(domain, StringComparer.Ordinal);
}

/// <summary>That a group uses a technique.</summary>
/// <param name="Group">The group.</param>
/// <param name="Technique">The technique.</param>
/// <param name="IsDirect">True when the release says it of the group itself.</param>
/// <param name="Via">Attributed campaigns that used it.</param>
sealed record GroupTechnique(Group Group, Technique Technique, bool IsDirect, IReadOnlyList<AttackObject> Via);
