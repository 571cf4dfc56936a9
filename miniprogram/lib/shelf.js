// Keeps chosen files until they are sent: WeChat throws its temporary ones away when the mini-program is closed.

const ROOM = "uploads";

const place = () => `${wx.env.USER_DATA_PATH}/${ROOM}`;

/** @param {string} path */
function has(path) {
  try {
    wx.getFileSystemManager().accessSync(path);
    return true;
  } catch (absent) {
    return false;
  }
}

/** Where the file of an upload is kept; "" when it is not. @param {string} id */
function kept(id) {
  return has(`${place()}/${id}`) ? `${place()}/${id}` : "";
}

/** Moves a chosen file here. A mini-program has 200 MB of its own: what finds no room stays where it lies, and may be gone
 * after a restart. @param {string} path @param {string} id @returns {Promise<string>} where it lies now */
function keep(path, id) {
  const files = wx.getFileSystemManager();
  return new Promise((resolve) => {
    const stays = () => resolve(path);
    try {
      if (!has(place())) files.mkdirSync(place(), true);
    } catch (full) {
      return stays();
    }
    files.saveFile({
      tempFilePath: path,
      filePath: `${place()}/${id}`,
      success: ({ savedFilePath }) => resolve(/** @type {string} */ (savedFilePath)),
      fail: stays,
    });
  });
}

/** @param {string} path of an upload that is over */
function drop(path) {
  if (path.startsWith(place())) wx.getFileSystemManager().unlink({ filePath: path, fail() {} });
}

/** Drops what no upload waits for. @param {string[]} ids */
function tidy(ids) {
  if (!has(place())) return;
  for (const name of wx.getFileSystemManager().readdirSync(place())) if (!ids.includes(name)) drop(`${place()}/${name}`);
}

/** Drops every file that this program keeps on the phone, whatever made it. */
function clear() {
  const files = wx.getFileSystemManager();
  for (const name of files.readdirSync(wx.env.USER_DATA_PATH)) {
    const path = `${wx.env.USER_DATA_PATH}/${name}`;
    files.unlink({ filePath: path, fail: () => files.rmdir({ dirPath: path, recursive: true, fail() {} }) });
  }
}

module.exports = { has, kept, keep, drop, tidy, clear };
