namespace Merlon.Changes;

/// <summary>What happened to an object between two releases, in the words and the order of ATT&amp;CK's change logs.</summary>
public enum ChangeCategory
{
    /// <summary>Only in the new release, dead or alive there.</summary>
    Addition,

    /// <summary>The version went from X.Y to (X+1).0.</summary>
    MajorVersionChange,

    /// <summary>The version went from X.Y to X.(Y+1).</summary>
    MinorVersionChange,

    /// <summary>The version changed in any other way: a jump, or a step back.</summary>
    OtherVersionChange,

    /// <summary>The same version, but another modification date or other lines of description.</summary>
    Patch,

    /// <summary>Revoked since, by an object of the same type in the same domain.</summary>
    Revocation,

    /// <summary>Deprecated since.</summary>
    Deprecation,

    /// <summary>Only in the old release.</summary>
    Deletion,

    /// <summary>The same version, date and description.</summary>
    Unchanged,
}

/// <summary>The names of the categories.</summary>
public static class ChangeCategories
{
    /// <summary>Every category, in the order of the change logs.</summary>
    public static IReadOnlyList<ChangeCategory> All { get; } = Enum.GetValues<ChangeCategory>();

    /// <summary>Name in JSON: <c>major_version_changes</c>.</summary>
    public static string Key(this ChangeCategory category) => category switch
    {
        ChangeCategory.Addition => "additions",
        ChangeCategory.MajorVersionChange => "major_version_changes",
        ChangeCategory.MinorVersionChange => "minor_version_changes",
        ChangeCategory.OtherVersionChange => "other_version_changes",
        ChangeCategory.Patch => "patches",
        ChangeCategory.Revocation => "revocations",
        ChangeCategory.Deprecation => "deprecations",
        ChangeCategory.Deletion => "deletions",
        _ => "unchanged",
    };

    /// <summary>Heading for people: <c>Major version changes</c>.</summary>
    public static string Title(this ChangeCategory category) => category switch
    {
        ChangeCategory.Addition => "New",
        ChangeCategory.MajorVersionChange => "Major version changes",
        ChangeCategory.MinorVersionChange => "Minor version changes",
        ChangeCategory.OtherVersionChange => "Other version changes",
        ChangeCategory.Patch => "Patches",
        ChangeCategory.Revocation => "Revoked",
        ChangeCategory.Deprecation => "Deprecated",
        ChangeCategory.Deletion => "Deleted",
        _ => "Unchanged",
    };

    /// <summary>One word for a column or a cell: <c>major</c>.</summary>
    public static string Word(this ChangeCategory category) => category switch
    {
        ChangeCategory.Addition => "new",
        ChangeCategory.MajorVersionChange => "major",
        ChangeCategory.MinorVersionChange => "minor",
        ChangeCategory.OtherVersionChange => "other",
        ChangeCategory.Patch => "patch",
        ChangeCategory.Revocation => "revoked",
        ChangeCategory.Deprecation => "deprecated",
        ChangeCategory.Deletion => "deleted",
        _ => "unchanged",
    };
}
