using System.Text.Json;

namespace Merlon.Changes;

/// <summary>Where a field's value stands in its bundle: of a string what is between the quotes, of anything else the whole.</summary>
/// <param name="Start">Offset in the bundle.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Kind">Its first token; <see cref="JsonTokenType.None"/> where the object has no such field.</param>
readonly record struct JsonSlice(int Start, int Length, JsonTokenType Kind)
{
    public bool IsText => Kind == JsonTokenType.String;

    /// <summary>True where the field is missing or null.</summary>
    public bool IsAbsent => Kind is JsonTokenType.None or JsonTokenType.Null;
}
