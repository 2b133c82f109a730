namespace Merlon.Sigma.Testing;

/// <summary>A test of a rule: on which records it has to fire, or must not.</summary>
public abstract record RuleTest
{
    private RuleTest() { }

    /// <summary>What it shows, for people.</summary>
    public abstract string Name { get; }

    /// <summary>A recording on which the rule has to fire, as SigmaHQ's <c>regression_data</c> describes it.</summary>
    /// <param name="Name">What it shows.</param>
    /// <param name="Type">Format of the recording, such as <c>evtx</c>.</param>
    /// <param name="Path">Where the recording lies, relative to the root of the rules' repository.</param>
    /// <param name="Count">How often the rule fires at least; null for once at least.</param>
    public sealed record Recording(string Name, string Type, string Path, int? Count) : RuleTest
    {
        /// <inheritdoc/>
        public override string Name { get; } = Name;
    }

    /// <summary>A record that stands in the test itself, as Merlon's own rules have them beside them.</summary>
    /// <param name="Name">What it shows.</param>
    /// <param name="Json">The record: one JSON object in UTF-8.</param>
    /// <param name="HasToFire">True where the rule has to fire, false where it must not.</param>
    public sealed record Sample(string Name, ReadOnlyMemory<byte> Json, bool HasToFire) : RuleTest
    {
        /// <inheritdoc/>
        public override string Name { get; } = Name;
    }
}
