import type { Mesh, Vector } from './mesh.js';

export function scaled(mesh: Mesh, factor: number): Mesh {
  return moved(mesh, ([x, y, z]) => [x * factor, y * factor, z * factor]);
}

export function translated(mesh: Mesh, [dx, dy, dz]: Vector): Mesh {
  return moved(mesh, ([x, y, z]) => [x + dx, y + dy, z + dz]);
}

/** Turned by angles in radians around the x axis, then the y axis, then the z axis. */
export function rotated(mesh: Mesh, [ax, ay, az]: Vector): Mesh {
  return moved(mesh, ([x0, y0, z0]) => {
    const [y1, z1] = turned(y0, z0, ax);
    const [z2, x2] = turned(z1, x0, ay);
    const [x3, y3] = turned(x2, y1, az);
    return [x3, y3, z2];
  });
}

/** All meshes in one, without moving them. */
export function merged(meshes: readonly Mesh[]): Mesh {
  const positions = new Float32Array(meshes.reduce((length, mesh) => length + mesh.positions.length, 0));
  const triangles = new Uint32Array(meshes.reduce((length, mesh) => length + mesh.triangles.length, 0));
  let vertices = 0;
  let corners = 0;
  for (const mesh of meshes) {
    positions.set(mesh.positions, vertices * 3);
    const first = vertices;
    triangles.set(
      mesh.triangles.map((vertex) => vertex + first),
      corners,
    );
    vertices += mesh.positions.length / 3;
    corners += mesh.triangles.length;
  }
  return { positions, triangles };
}

function turned(a: number, b: number, angle: number): [number, number] {
  return [a * Math.cos(angle) - b * Math.sin(angle), a * Math.sin(angle) + b * Math.cos(angle)];
}

function moved(mesh: Mesh, move: (point: Vector) => Vector): Mesh {
  const positions = new Float32Array(mesh.positions.length);
  for (let at = 0; at < positions.length; at += 3)
    positions.set(
      move([mesh.positions[at] ?? 0, mesh.positions[at + 1] ?? 0, mesh.positions[at + 2] ?? 0]),
      at,
    );
  return { ...mesh, positions };
}
