namespace Merlon.Attack;

/// <summary>A JSON string token or array that stays where it stands in the bundle.</summary>
/// <param name="Start">Offset of its first byte (a quote or a bracket).</param>
/// <param name="Length">Bytes, with both quotes or brackets; 0 when the field is absent.</param>
readonly record struct Slice(int Start, int Length)
{
    public bool IsAbsent => Length == 0;
}
