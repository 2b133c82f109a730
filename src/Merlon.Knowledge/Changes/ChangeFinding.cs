namespace Merlon.Changes;

/// <summary>A step that the publisher's own rules for versions and revocations do not foresee.</summary>
/// <param name="Kind">Which rule: one of the constants.</param>
/// <param name="Type">Type of the object.</param>
/// <param name="About">The object.</param>
/// <param name="Message">What was expected and what was found, one sentence without a full stop.</param>
public sealed record ChangeFinding(string Kind, ComparedType Type, ObjectChange About, string Message)
{
    /// <summary>A new object does not begin with version 1.0.</summary>
    public const string NewNotFirst = "new-not-1.0";

    /// <summary>A version went up by more than one step.</summary>
    public const string VersionJump = "version-jump";

    /// <summary>A version went down.</summary>
    public const string VersionDecrease = "version-decrease";

    /// <summary>A version is no X.Y on one side.</summary>
    public const string VersionUnreadable = "version-unreadable";

    /// <summary>The description changed, but neither version nor modification date did.</summary>
    public const string SilentChange = "silent-change";

    /// <summary>An object was revoked without a <c>revoked-by</c>.</summary>
    public const string NoSuccessor = "revoked-without-successor";

    /// <summary>An object was revoked by one that is not there or is of another type.</summary>
    public const string ForeignSuccessor = "revoked-by-elsewhere";

    /// <summary>A new object is dead already.</summary>
    public const string BornDead = "new-and-dead";

    internal static List<ChangeFinding> Of(DomainDiff diff, PublishedDomain @new)
    {
        var findings = new List<ChangeFinding>();
        foreach (var type in diff.AllTypes)
        {
            var ofType = type.Changes.SelectMany(change => OfChange(type.Type, change)).Concat(type.Dead.Select(dead => OfDead(type.Type, dead, @new)).OfType<ChangeFinding>());
            findings.AddRange(ofType.OrderBy(static finding => finding.About.StixId, StringComparer.Ordinal));
        }

        return findings;
    }

    static IEnumerable<ChangeFinding> OfChange(ComparedType type, ObjectChange change)
    {
        switch (change)
        {
            case { Category: ChangeCategory.Addition, New: { } added }:
                if (added.ReadVersion() is var version && version != new ObjectVersion(1, 0, Unreadable: null))
                {
                    yield return new ChangeFinding(NewNotFirst, type, change, $"a new object begins with version 1.0, and this one has {(added.Version.Length == 0 ? "none" : version)}");
                }

                if (!added.IsLive)
                {
                    yield return new ChangeFinding(BornDead, type, change, $"the object is new, but {(added.IsRevoked ? "revoked" : "deprecated")} already");
                }

                break;
            case { Category: ChangeCategory.OtherVersionChange, Old: { } before, New: { } after }:
                yield return OfOther(type, change, before.ReadVersion(), after.ReadVersion());
                break;
            case { Category: ChangeCategory.Patch, Old: { } before, New: { } after } when Classification.IsSameMoment(before, after):
                yield return new ChangeFinding(SilentChange, type, change, "the description changed, and neither the version nor the modification date did");
                break;
        }
    }

    static ChangeFinding OfOther(ComparedType type, ObjectChange change, ObjectVersion before, ObjectVersion after)
    {
        if (before.Unreadable is not null || after.Unreadable is not null)
        {
            return new ChangeFinding(VersionUnreadable, type, change, $"the version went from {before} to {after}, and one of them is no X.Y");
        }

        return after.IsBefore(before)
            ? new ChangeFinding(VersionDecrease, type, change, $"the version went down, from {before} to {after}")
            : new ChangeFinding(VersionJump, type, change, $"the version jumped from {before} to {after}");
    }

    static ChangeFinding? OfDead(ComparedType type, ObjectChange dead, PublishedDomain @new)
    {
        if (dead is not { Old.IsRevoked: false, New.IsRevoked: true })
        {
            return null;
        }

        return @new.TrySuccessor(dead.StixId, out var successor)
            ? new ChangeFinding(ForeignSuccessor, type, dead, $"the object was revoked by {successor}, which is not among the objects of this type; it is in no category")
            : new ChangeFinding(NoSuccessor, type, dead, "the object was revoked, and no relationship says by what; it is in no category");
    }
}
