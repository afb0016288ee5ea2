using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Plugins;

/// <summary>What an assembly says of itself, read from the file: nothing of it runs.</summary>
internal sealed record PluginMetadata
{
    /// <summary>The version of the contract; null when it names none.</summary>
    public int? Contract { get; private init; }

    /// <summary>The name and version of the assembly.</summary>
    public required AssemblyName Name { get; init; }

    /// <summary>The full names of the classes that are marked as channels.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The assemblies it was compiled against.</summary>
    public required IReadOnlyList<AssemblyName> References { get; init; }

    /// <summary>Reads an assembly; null when the file is none.</summary>
    public static PluginMetadata? Read(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata) return null;
            var metadata = file.GetMetadataReader();
            if (!metadata.IsAssembly) return null;
            var definition = metadata.GetAssemblyDefinition();
            return new PluginMetadata
            {
                Name = definition.GetAssemblyName(),
                Contract = definition.GetCustomAttributes().Select(metadata.GetCustomAttribute).Where(a => Is<OutreachContractAttribute>(metadata, a)).Select(a => NumberOf(metadata, a)).FirstOrDefault(),
                Channels = [.. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                    .Where(t => t.GetCustomAttributes().Any(a => Is<OutreachChannelAttribute>(metadata, metadata.GetCustomAttribute(a))))
                    .Select(t => NameOf(metadata, t))],
                References = [.. metadata.AssemblyReferences.Select(r => metadata.GetAssemblyReference(r).GetAssemblyName())],
            };
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or InvalidOperationException or OverflowException or ArgumentException)
        {
            // A file may break at any byte; what cannot be read is no assembly.
            return null;
        }
    }

    private static bool Is<T>(MetadataReader metadata, CustomAttribute attribute)
        where T : Attribute
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference) return false;
        var type = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (type.Kind != HandleKind.TypeReference) return false;
        var named = metadata.GetTypeReference((TypeReferenceHandle)type);
        return metadata.StringComparer.Equals(named.Name, typeof(T).Name) && metadata.StringComparer.Equals(named.Namespace, typeof(T).Namespace!);
    }

    private static int? NumberOf(MetadataReader metadata, CustomAttribute attribute)
    {
        const ushort Prolog = 1;
        var value = metadata.GetBlobReader(attribute.Value);
        return value.Length >= sizeof(ushort) + sizeof(int) && value.ReadUInt16() == Prolog ? value.ReadInt32() : null;
    }

    private static string NameOf(MetadataReader metadata, TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        if (type.IsNested) return $"{NameOf(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}+{name}";
        var space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
