using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Robustness;
using Merlon.Sigma;
using Merlon.Web.Serving;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>The rules of the organisation as one list, made anew when what it rests on changes: those that its file names, those of the server's command line, and those that were uploaded.</summary>
sealed class RuleShelf(ServeSettings settings, ServedWorkspace served, UploadedRules uploaded) : IDisposable
{
    readonly SemaphoreSlim making = new(1, 1);
    volatile RuleList? last;

    /// <summary>The rules as of now.</summary>
    public async Task<RuleList> GetAsync(CancellationToken cancellationToken)
    {
        var standing = await served.StandingAsync(cancellationToken);
        var tag = $"{standing.Tag}-{uploaded.Revision}";
        if (last is { } known && known.Tag == tag)
        {
            return known;
        }

        await making.WaitAsync(cancellationToken);
        try
        {
            if (last is { } made && made.Tag == tag)
            {
                return made;
            }

            return last = await Task.Run(() => Make(standing, tag, cancellationToken), cancellationToken);
        }
        finally
        {
            making.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => making.Dispose();

    RuleList Make(Standing standing, string tag, CancellationToken cancellationToken)
    {
        var folder = uploaded.OrganisationFolder;
        List<Diagnostic> diagnostics = [];
        List<UsedRule> used = [.. standing.Assessment?.Input.Rules ?? []];
        List<(string Path, string Shown, bool IsDeployed, bool IsUploaded)> places = [];
        foreach (var path in settings.RulePaths)
        {
            places.Add((Path.GetFullPath(path), Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), IsDeployed: true, IsUploaded: false));
        }

        foreach (var named in standing.Assessment?.Organisation.Rules ?? [])
        {
            var full = Path.GetFullPath(Path.Combine(folder, named.Path));
            if (File.Exists(full) || Directory.Exists(full))
            {
                places.Add((full, named.Path.Replace('\\', '/').TrimEnd('/'), named.IsDeployed, uploaded.Holds(full)));
            }
        }

        if (Directory.Exists(uploaded.AvailableFolder) && !places.Exists(place => uploaded.AvailableFolder.StartsWith(place.Path, StringComparison.Ordinal)))
        {
            places.Add((uploaded.AvailableFolder, UploadedRules.AvailableName, IsDeployed: false, IsUploaded: true));
            var read = RuleContent.Read([uploaded.AvailableFolder], SigmaReadOptions.Default, progress: null, cancellationToken);
            diagnostics.AddRange(read.Diagnostics.Where(static one => one.Code != "RULE002")); // that it is empty is no news
            used.AddRange((read.Value ?? SigmaContent.Empty).Rules.Select(rule => new UsedRule(
                rule with { Document = UploadedRules.AvailableName + rule.Document[Math.Min(rule.Document.Length, uploaded.AvailableFolder.Length)..] }, IsDeployed: false, [])));
        }

        var release = standing.Assessment?.Context.Release ?? served.Release()?.Release;
        var collected = standing.Assessment is { } assessment ? new Collected(assessment) : null;
        var twice = used.Where(static one => one.Rule.Id.Length > 0).CountBy(static one => one.Rule.Id, StringComparer.Ordinal).Where(static pair => pair.Value > 1).Select(static pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        var names = new ShownNames([.. places.Select(static place => (place.Path, place.Shown))]);
        List<RuleCard> cards = [.. used.Select(one => CardOf(one, folder, release, collected, twice, names)).DistinctBy(static card => card.Key, StringComparer.Ordinal)];
        return new RuleList(
            tag, [.. cards.OrderByDescending(static card => card.IsDeployed).ThenBy(static card => card.Rule.Title, StringComparer.OrdinalIgnoreCase).ThenBy(static card => card.Key, StringComparer.Ordinal)],
            places, standing.Assessment?.Rules, release?.Version ?? "", diagnostics);
    }

    RuleCard CardOf(UsedRule used, string folder, AttackRelease? release, Collected? collected, HashSet<string> twice, ShownNames names)
    {
        var rule = used.Rule;
        var (techniques, unresolved) = release is null ? ([], []) : Resolve(rule, release);
        var full = Path.GetFullPath(Path.Combine(folder, rule.Document));
        return new RuleCard
        {
            Key = Guid.TryParseExact(rule.Id, "D", out _) && !twice.Contains(rule.Id) ? rule.Id : RuleCard.HashOf(rule),
            Rule = rule,
            IsDeployed = used.IsDeployed,
            Scopes = used.Scopes,
            Path = full,
            Document = names.Show(Path.IsPathRooted(rule.Document) ? full.Replace('\\', '/') : rule.Document),
            Techniques = techniques,
            Unresolved = unresolved,
            Feed = collected?.FeedOf(rule.LogSource) ?? RuleFeed.UnknownLogSource,
            Robustness = new Lazy<RuleRobustness>(() => RuleRobustness.Of(rule)),
            Quiet = used.Quiet,
            UploadId = uploaded.IdOf(full),
            Searched = string.Join('\n', [rule.Title, rule.Id, rule.LogSource.ToString(), rule.Document, rule.Author, .. rule.Tags.Select(static tag => tag.Text), .. techniques.Select(static technique => technique.Name)]),
        };
    }

    static (IReadOnlyList<Technique> Techniques, IReadOnlyList<string> Unresolved) Resolve(SigmaRule rule, AttackRelease release)
    {
        List<Technique> techniques = [];
        List<string> unresolved = [];
        foreach (var tag in rule.Tags.Where(static tag => string.Equals(tag.Namespace, "attack", StringComparison.OrdinalIgnoreCase)))
        {
            if (!TechniqueId.TryParse(tag.Value.ToUpperInvariant(), out _))
            {
                continue;
            }

            switch (release.Lineage.Resolve(tag.Value.ToUpperInvariant()))
            {
                case TechniqueResolution.Live live:
                    techniques.Add(live.Technique);
                    break;
                case TechniqueResolution.Moved moved:
                    techniques.AddRange(moved.Techniques);
                    unresolved.Add(tag.Text);
                    break;
                default:
                    unresolved.Add(tag.Text);
                    break;
            }
        }

        return ([.. techniques.DistinctBy(static technique => technique.TechniqueId)], unresolved);
    }

    sealed class Collected(GapAssessment assessment)
    {
        readonly Dictionary<SigmaLogSource, RuleFeed> known = [];

        public RuleFeed FeedOf(SigmaLogSource source)
        {
            if (!known.TryGetValue(source, out var feed))
            {
                var needs = assessment.Context.LogSources.Feeding(source);
                feed = needs.Count == 0 ? RuleFeed.UnknownLogSource
                    : assessment.Organisation.LogSources.Any(one => one.DeviceShare > 0 && needs.Any(need => ReferenceEquals(need.Kind, one.Kind) && HasEvent(one, need))) ? RuleFeed.Fed : RuleFeed.NotCollected;
                known.Add(source, feed);
            }

            return feed;
        }

        static bool HasEvent(CollectedLogSource source, LogSourceNeed need) => source.EventIds.Count == 0 || need.EventIds.Count == 0 || need.EventIds.Any(source.EventIds.Contains);
    }
}
