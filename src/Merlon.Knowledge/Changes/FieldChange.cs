namespace Merlon.Changes;

/// <summary>A published field that differs between two releases.</summary>
/// <param name="Field">Its name; a field inside an object follows a point.</param>
public abstract record FieldChange(string Field)
{
    /// <summary>The field is there only now.</summary>
    /// <param name="Field">Its name.</param>
    /// <param name="Value">Its value as text.</param>
    public sealed record Appeared(string Field, string Value) : FieldChange(Field);

    /// <summary>The field is no longer there.</summary>
    /// <param name="Field">Its name.</param>
    /// <param name="Value">Its old value as text.</param>
    public sealed record Vanished(string Field, string Value) : FieldChange(Field);

    /// <summary>The value is another.</summary>
    /// <param name="Field">Its name.</param>
    /// <param name="Old">As it was.</param>
    /// <param name="New">As it is.</param>
    public sealed record Replaced(string Field, string Old, string New) : FieldChange(Field)
    {
        /// <summary>What of the text went, came and stayed, word by word. Compared at each call.</summary>
        public IReadOnlyList<TextSegment> Words() => WordDiff.Of(Old, New);
    }

    /// <summary>A list has other items; their order says nothing, so a list in another order is no change.</summary>
    /// <param name="Field">Its name.</param>
    /// <param name="Dropped">Items only in the old list, as text, in its order.</param>
    /// <param name="Added">Items only in the new list, as text, in its order.</param>
    public sealed record Items(string Field, IReadOnlyList<string> Dropped, IReadOnlyList<string> Added) : FieldChange(Field);

    /// <summary>A list whose order means something (the columns of a matrix) has the same items in another order.</summary>
    /// <param name="Field">Its name.</param>
    /// <param name="Old">As it was.</param>
    /// <param name="New">As it is.</param>
    public sealed record Reordered(string Field, IReadOnlyList<string> Old, IReadOnlyList<string> New) : FieldChange(Field);

    private FieldChange() : this("") { }
}
