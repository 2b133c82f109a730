namespace Merlon.Web.Serving;

/// <summary>What a person may do; each role may do everything that those before it may.</summary>
public enum TeamRole
{
    /// <summary>Not signed in: may see the sign-in page.</summary>
    Nobody,

    /// <summary>May see everything that the team knows.</summary>
    Viewer,

    /// <summary>May hunt, upload, edit the organisation, annotate, comment.</summary>
    Analyst,

    /// <summary>May approve: sign assessments off, accept risks.</summary>
    Approver,

    /// <summary>May manage people, tokens of others, releases, and bring files from elsewhere.</summary>
    Administrator,
}
