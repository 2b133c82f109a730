using Merlon.Layers;

namespace Merlon.Workspaces;

/// <summary>A layer of the team, without what it annotates.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Name">As people call it; foreign text.</param>
/// <param name="Description">What it shows; foreign text.</param>
/// <param name="Domain">Such as <c>enterprise-attack</c>.</param>
/// <param name="Release">Release that its techniques are of, such as <c>18.1</c>.</param>
/// <param name="Revision">Number of its last edit; each edit of one part of one cell is one more.</param>
/// <param name="OwnerName">Who saved it first.</param>
/// <param name="CreatedAt">When (UTC).</param>
/// <param name="ChangedAt">When it was edited last (UTC).</param>
/// <param name="ChangedBy">By whom.</param>
/// <param name="DeletedAt">When it was put away; null for a layer in use.</param>
public sealed record TeamLayer(
    string Id, string Name, string Description, string Domain, string Release, long Revision, string OwnerName, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string ChangedBy,
    DateTimeOffset? DeletedAt);

/// <summary>A layer of the team as it stands.</summary>
/// <param name="Head">Its name and revision.</param>
/// <param name="Layer">What it annotates.</param>
public sealed record TeamLayerContent(TeamLayer Head, Layer Layer);

/// <summary>One edit as it was written down.</summary>
/// <param name="Revision">Its number in the layer.</param>
/// <param name="Batch">The key under which its author sent it, together with others.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who; foreign text.</param>
/// <param name="Edit">What; null where the whole layer was replaced.</param>
public sealed record TeamLayerEdit(long Revision, string Batch, DateTimeOffset At, string By, LayerEdit? Edit);

/// <summary>What became of edits.</summary>
/// <param name="Head">The layer afterwards.</param>
/// <param name="Applied">Edits that count now.</param>
/// <param name="Conflicts">Edits that do not, each with what stands there and who wrote it.</param>
public sealed record TeamLayerEdited(TeamLayer Head, IReadOnlyList<LayerEdit> Applied, IReadOnlyList<TeamLayerConflict> Conflicts);

/// <summary>An edit that was not applied, since somebody else changed the same part meanwhile.</summary>
/// <param name="Conflict">The edit, and what stands now.</param>
/// <param name="By">Who wrote what stands now; empty where it stood there from the beginning.</param>
public sealed record TeamLayerConflict(LayerConflict Conflict, string By);

/// <summary>Who does something in the team, as it is written down with it.</summary>
/// <param name="Id">The person's stable key.</param>
/// <param name="Name">As shown; foreign text.</param>
public sealed record TeamAuthor(string Id, string Name);
