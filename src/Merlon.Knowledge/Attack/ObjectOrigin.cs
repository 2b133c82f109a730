namespace Merlon.Attack;

/// <summary>Where an object of a release comes from: an organisation may lay its own knowledge over what is published.</summary>
public enum ObjectOrigin
{
    /// <summary>As the release has it.</summary>
    Published,

    /// <summary>Published, and changed by the organisation: what is shown is the organisation's.</summary>
    Changed,

    /// <summary>The organisation's own.</summary>
    Own,
}
