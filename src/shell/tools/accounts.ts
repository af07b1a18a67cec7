// Users and groups as /etc/passwd and /etc/group tell them. A number without a name stands for itself.
import type { ByteString } from '../../engine/base/index.ts';
import { PosixError, type Files } from '../../engine/vfs/index.ts';

export interface User {
  readonly name: ByteString;
  readonly uid: number;
  readonly gid: number;
  readonly home: ByteString;
  readonly shell: ByteString;
}

export interface Group {
  readonly name: ByteString;
  readonly gid: number;
  readonly members: readonly ByteString[];
}

export class Accounts {
  readonly users: readonly User[];
  readonly groups: readonly Group[];

  constructor(files: Files) {
    this.users = rows(files, '/etc/passwd').map(([name, , uid, gid, , home = '/', shell = '/bin/sh']) => ({
      name,
      uid: Number(uid),
      gid: Number(gid),
      home,
      shell,
    }));
    this.groups = rows(files, '/etc/group').map(([name, , gid, members = '']) => ({
      name,
      gid: Number(gid),
      members: members === '' ? [] : members.split(','),
    }));
  }

  userName(uid: number): ByteString {
    return this.users.find((user) => user.uid === uid)?.name ?? String(uid);
  }

  groupName(gid: number): ByteString {
    return this.groups.find((group) => group.gid === gid)?.name ?? String(gid);
  }

  /** By name or number; undefined when neither fits. */
  userId(text: ByteString): number | undefined {
    const user = this.users.find(({ name }) => name === text);
    return user?.uid ?? (/^\d+$/.test(text) ? Number(text) : undefined);
  }

  groupId(text: ByteString): number | undefined {
    const group = this.groups.find(({ name }) => name === text);
    return group?.gid ?? (/^\d+$/.test(text) ? Number(text) : undefined);
  }
}

function rows(files: Files, path: ByteString): ByteString[][] {
  try {
    return files
      .readText(path)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(':'));
  } catch (error) {
    if (error instanceof PosixError) return [];
    throw error;
  }
}
