using Merlon.Attack;

namespace Merlon.Intelligence;

/// <summary>What each live group of a release is known to use: what hypotheses about an actor are ranked against.</summary>
public sealed class ActorProfiles
{
    /// <summary>How fast a further occurrence stops to count in BM25; with one occurrence each only its place in the formula matters.</summary>
    const double Saturation = 1.2;

    /// <summary>0..1: how much a group loses for being known for much.</summary>
    const double LengthShare = 0.4;

    /// <summary>Weight of one shared software against one shared technique of the same rarity.</summary>
    const double SoftwareWeight = 2;

    readonly ActorProfile[] profiles;
    readonly Dictionary<Technique, double> techniqueIdf;
    readonly Dictionary<Software, double> softwareIdf;
    readonly double techniquesMean;

    ActorProfiles(ActorProfile[] profiles)
    {
        this.profiles = profiles;
        techniquesMean = profiles.Length == 0 ? 1 : Math.Max(1, profiles.Average(static profile => profile.Techniques.Count));
        techniqueIdf = IdfOf(profiles, static profile => profile.Techniques);
        softwareIdf = IdfOf(profiles, static profile => profile.Software);
    }

    /// <summary>Groups that are known for at least one technique or software, by id.</summary>
    public IReadOnlyList<ActorProfile> Profiles => profiles;

    /// <summary>Gathers what live groups use, by their own statement or through campaigns attributed to them.</summary>
    /// <param name="release">The release.</param>
    /// <param name="counts">Which statements count; null for all. Measuring leaves a report's statements out.</param>
    public static ActorProfiles Of(AttackRelease release, Func<Relationship, bool>? counts = null)
    {
        var gathered = new List<ActorProfile>();
        foreach (var group in release.All<Group>().Where(static group => group.IsLive))
        {
            var techniques = new HashSet<Technique>(ReferenceEqualityComparer.Instance);
            var software = new HashSet<Software>(ReferenceEqualityComparer.Instance);
            foreach (var statement in StatementsOf(release, group).Where(statement => counts is null || counts(statement)))
            {
                switch (statement.Target)
                {
                    case Technique technique:
                        techniques.Add(technique);
                        break;
                    case Software used:
                        software.Add(used);
                        break;
                }
            }

            if (techniques.Count + software.Count > 0)
            {
                gathered.Add(new ActorProfile(group, techniques, software));
            }
        }

        return new ActorProfiles([.. gathered]);
    }

    /// <summary>Live <c>uses</c> statements of a group and of campaigns attributed to it.</summary>
    public static IEnumerable<Relationship> StatementsOf(AttackRelease release, Group group)
        => release.CampaignsOf(group).SelectMany(campaign => release.LiveFrom(campaign, RelationshipTypes.Uses)).Concat(release.LiveFrom(group, RelationshipTypes.Uses));

    /// <summary>Ranks every group by what was observed, best first, ties by id; groups that share nothing are left out.</summary>
    public IReadOnlyList<ActorScore> Rank(IReadOnlyCollection<Technique> techniques, IReadOnlyCollection<Software> software)
    {
        var scores = new List<ActorScore>();
        foreach (var profile in profiles)
        {
            List<SharedTechnique> sharedTechniques =
            [
                .. techniques.Where(profile.Techniques.Contains)
                    .Select(technique => new SharedTechnique(technique, WeightOf(technique, profile)))
                    .OrderByDescending(static shared => shared.Weight).ThenBy(static shared => shared.Technique.TechniqueId),
            ];
            List<SharedSoftware> sharedSoftware =
            [
                .. software.Where(profile.Software.Contains)
                    .Select(used => new SharedSoftware(used, SoftwareWeight * softwareIdf[used]))
                    .OrderByDescending(static shared => shared.Weight).ThenBy(static shared => shared.Software.Id, StringComparer.Ordinal),
            ];
            if (sharedTechniques.Count + sharedSoftware.Count > 0)
            {
                scores.Add(new ActorScore(
                    profile, sharedTechniques.Sum(static shared => shared.Weight) + sharedSoftware.Sum(static shared => shared.Weight), sharedTechniques, sharedSoftware));
            }
        }

        return [.. scores.OrderByDescending(static score => score.Score).ThenBy(static score => score.Profile.Group.Id, StringComparer.Ordinal)];
    }

    /// <summary>How many groups are known for a technique.</summary>
    public int GroupsOf(Technique technique) => profiles.Count(profile => profile.Techniques.Contains(technique));

    double WeightOf(Technique technique, ActorProfile profile)
        => techniqueIdf[technique] * (Saturation + 1) / (1 + Saturation * (1 - LengthShare + LengthShare * profile.Techniques.Count / techniquesMean));

    // Smoothed as it is usual: what every group uses has 0, what one of many uses has most.
    static Dictionary<T, double> IdfOf<T>(ActorProfile[] profiles, Func<ActorProfile, IEnumerable<T>> of) where T : class
        => profiles.SelectMany(of).CountBy(static one => one, (IEqualityComparer<T>)ReferenceEqualityComparer.Instance)
            .ToDictionary(static pair => pair.Key, pair => Math.Log((1.0 + profiles.Length) / (1 + pair.Value)), (IEqualityComparer<T>)ReferenceEqualityComparer.Instance);
}

/// <summary>What a group is known to use.</summary>
/// <param name="Group">The group.</param>
/// <param name="Techniques">Techniques and sub-techniques as stated.</param>
/// <param name="Software">Software.</param>
public sealed record ActorProfile(Group Group, IReadOnlySet<Technique> Techniques, IReadOnlySet<Software> Software);

/// <summary>How well a group fits what was observed.</summary>
/// <param name="Profile">The group.</param>
/// <param name="Score">BM25 over techniques and rarity of shared software; only its order and its distance to others mean something.</param>
/// <param name="Techniques">Techniques that were observed and that the group is known for, the most telling first.</param>
/// <param name="Software">Software likewise.</param>
public sealed record ActorScore(ActorProfile Profile, double Score, IReadOnlyList<SharedTechnique> Techniques, IReadOnlyList<SharedSoftware> Software);

/// <summary>A technique that an actor is known for and that was observed.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Weight">What it adds to the score: more the fewer groups use it.</param>
public readonly record struct SharedTechnique(Technique Technique, double Weight);

/// <summary>Software that an actor is known for and that was observed.</summary>
/// <param name="Software">The software.</param>
/// <param name="Weight">What it adds to the score: more the fewer groups use it.</param>
public readonly record struct SharedSoftware(Software Software, double Weight);
