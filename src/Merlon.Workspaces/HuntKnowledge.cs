using Merlon.Attack;
using Merlon.Hunting;
using Merlon.Intelligence;

namespace Merlon.Workspaces;

/// <summary>What findings are told with: the release that tags are resolved against, and the zone of local times.</summary>
/// <param name="release">The release.</param>
/// <param name="zone">Zone in which local times are told.</param>
public sealed class HuntKnowledge(AttackRelease release, TimeZoneInfo zone)
{
    readonly AttackTagReader reader = new(release);
    readonly Dictionary<HuntedRule, AttackTags> tags = new(ReferenceEqualityComparer.Instance);

    /// <summary>What tags are resolved against.</summary>
    public AttackRelease Release => release;

    /// <summary>Zone in which local times are told.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>Resolves the tags of rules.</summary>
    public AttackTagReader Reader => reader;

    /// <summary>What the tags of a rule stand for; each rule's tags are resolved once.</summary>
    public AttackTags TagsOf(HuntedRule rule)
    {
        if (!tags.TryGetValue(rule, out var found))
        {
            tags.Add(rule, found = reader.Read(rule.Tags));
        }

        return found;
    }
}
